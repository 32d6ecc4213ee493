using Xunit.Abstractions;

namespace Temporalio.ApiSurface.Tests;

/// <summary>The library has the public types and members of the official one.</summary>
public sealed class ApiSurfaceTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<SurfaceItem> Items = [.. SurfaceComparison.Compare()];

    private static readonly IReadOnlyDictionary<string, string> Absent = ReadAbsent();

    [Theory]
    [InlineData(1, 100.0)]
    [InlineData(2, 90.0)]
    public void Surface_OfTier_IsCovered(int tier, double atLeast)
    {
        var items = Items.Where(i => i.Tier == tier).ToList();
        var present = items.Count(i => i.Problem is null);
        var percent = 100.0 * present / items.Count;
        var summary = $"Tier {tier}: {present} of {items.Count} types and members, {percent:0.00} %";
        output.WriteLine(summary);
        Console.WriteLine(summary);
        Assert.True(percent >= atLeast, summary);
    }

    [Fact]
    public void Surface_WhatIsAbsent_IsListedWithItsReason()
    {
        var unlisted = Items.Where(i => i.Problem is not null && !Absent.ContainsKey(i.Key)).ToList();
        Assert.True(
            unlisted.Count == 0,
            $"{unlisted.Count} absent and not in absent.txt:\n{string.Join('\n', unlisted.Select(i => $"{i.Tier} {i.Key}   ({i.Problem})"))}");
    }

    [Fact]
    public void Surface_WhatIsListedAsAbsent_IsAbsent()
    {
        var lacking = Items.Where(i => i.Problem is not null).Select(i => i.Key).ToHashSet();
        Assert.DoesNotContain(Absent.Keys, k => !lacking.Contains(k));
        Assert.DoesNotContain(Absent, a => a.Value.Length < 10);
    }

    // Lines "# reason" followed by the keys it is the reason of.
    private static Dictionary<string, string> ReadAbsent()
    {
        var result = new Dictionary<string, string>();
        var reason = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "absent.txt")).Where(l => l.Length > 0))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                reason = line[2..];
            }
            else
            {
                result.Add(line, reason);
            }
        }

        return result;
    }
}
