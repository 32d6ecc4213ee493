using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Any text that names places as <c>path.ext:line</c>: Ruby, PHP, Rust and log lines.</summary>
internal static class GenericTrace
{
    private const int MaxFrames = 100;

    private static readonly Regex s_place = new(
        @"(?<file>[\w./\\@+-]+\.[A-Za-z]{1,5})(?::|\(|, line | on line )(?<line>\d{1,7})",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_function = new(@"[`'](?:[\w:#.]*[#.:])?(?<fn>\w+)'", RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var frames = new List<StackFrame>();
        foreach (var line in lines)
        {
            if (frames.Count < MaxFrames && s_place.Match(line) is { Success: true } place)
            {
                var function = s_function.Match(line) is { Success: true } named
                    ? named.Groups["fn"].Value
                    : string.Empty;
                frames.Add(new StackFrame
                {
                    Function = function,
                    Method = function,
                    File = place.Groups["file"].Value,
                    Line = int.Parse(place.Groups["line"].Value),
                    IsRuntime = RuntimeCode.IsRuntimePath(place.Groups["file"].Value),
                });
            }
        }

        return frames.Count == 0 ? [] : [new TraceException(string.Empty, string.Empty, frames)];
    }
}
