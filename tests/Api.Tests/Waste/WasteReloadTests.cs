using System.Net;
using Microsoft.Extensions.Configuration;
using OpsFlow.Api.Hosting;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.Tests.Waste;

/// <summary>The rules are edited while the program runs.</summary>
[Collection(AppFixture.Name)]
public sealed class WasteReloadTests(AppFixture fixture)
{
    // Like no other name, so that nothing else is taken for it.
    private const string Thing = "zyxgrommet";

    [Fact]
    public async Task Edit_GoodAndThenBad_TakesTheFirstAndNamesFileAndLineOfTheSecond()
    {
        var file = Path.Combine(fixture.WasteData, "items", "carton.yaml");
        var before = await File.ReadAllTextAsync(file);
        var good = before.Replace("en: [milk carton,", $"en: [{Thing}, milk carton,", StringComparison.Ordinal);
        var at = good.IndexOf("    points: 5\n", StringComparison.Ordinal);
        var bad = good[..at] + "    points: 9999\n" + good[(at + "    points: 5\n".Length)..];
        var fault = $"items/carton.yaml, line {good[..at].Count(c => c == '\n') + 1}: ";
        Assert.Null(await MatchAsync());
        try
        {
            Replace(file, good);
            await Until.TrueAsync(async () => await MatchAsync() is not null, "the edit");

            Replace(file, bad);
            Assert.True(await fixture.App.WaitForAsync(fault, TimeSpan.FromMinutes(1)));
            // What was read before counts.
            var match = await MatchAsync();
            Assert.Equal(("milk-carton", 5), (match!["item"]!.ToString(), match["points"]!.GetValue<int>()));

            // A program that would start with it does not.
            var reader = new SettingsReader(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["DATA"] = fixture.Data, ["WASTE_DATA"] = fixture.WasteData,
                })
                .Build());
            AppSettings.Read(reader);
            Assert.Contains("OPSFLOW_WASTE_DATA has ", reader.Refusal);
            Assert.Contains(fault, reader.Refusal);
        }
        finally
        {
            Replace(file, before);
        }
    }

    // Whole or not at all: the program may look at any moment.
    private static void Replace(string file, string text)
    {
        File.WriteAllText($"{file}.new", text);
        File.Move($"{file}.new", file, overwrite: true);
    }

    private async Task<JsonObject?> MatchAsync()
    {
        using var response = await fixture.App.Http.PostAsJsonAsync("api/v1/waste/match", new { text = Thing });
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.Content.ReadFromJsonAsync<JsonObject>();
    }
}
