using System.Diagnostics;
using System.Globalization;

namespace OpsFlow.Samples.Demo;

/// <summary>Prints what happens, each line with the time since the start.</summary>
internal sealed class DemoOutput(TextWriter writer)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public void Say(string text) => WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"[{Stopwatch.GetElapsedTime(_startedAt).TotalSeconds,6:0.00} s]  {text}"));

    /// <summary>Lines that belong to the one above.</summary>
    public void Quote(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            WriteLine($"             {line.TrimEnd()}");
        }
    }

    public void WriteLine(string line) => writer.WriteLine(line);
}
