using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Any text that names places as <c>path.ext:line</c>: Ruby, PHP, Rust and log lines.</summary>
internal static class GenericTrace
{
    private const int MaxFrames = 100;
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly Regex s_place = new(
        @"(?<file>[\w./\\@+-]+\.[A-Za-z]{1,5})(?::|\(|, line | on line )(?<line>\d{1,7})", Linear);

    private static readonly Regex s_function = new(@"[`'](?:[\w:#.\\<>]*[#.:\\])?(?<fn>\w+)'", Linear);

    // Rust writes the function on the line before: "   3: shop::cart::total"
    private static readonly Regex s_before = new(
        @"^\s*\d+: +(?:0x[0-9a-f]+ - )?(?:[\w<>]+::)*(?<fn>\w+)(?:::h[0-9a-f]{16})?\s*$", Linear);

    public static List<TraceException> Parse(List<string> lines)
    {
        var frames = new List<StackFrame>();
        for (var i = 0; i < lines.Count && frames.Count < MaxFrames; i++)
        {
            if (s_place.Match(lines[i]) is { Success: true } place)
            {
                // "thread 'main' panicked at src/cart.rs:5:10" names no function.
                var line = lines[i].StartsWith("thread '", StringComparison.Ordinal) ? string.Empty : lines[i];
                var named = s_function.Match(line);
                named = named.Success || i == 0 ? named : s_before.Match(lines[i - 1]);
                var file = place.Groups["file"].Value;
                frames.Add(new StackFrame
                {
                    Function = named.Groups["fn"].Value,
                    Method = named.Groups["fn"].Value,
                    File = file,
                    Line = int.Parse(place.Groups["line"].Value),
                    IsRuntime = RuntimeCode.IsRuntimePath(file),
                });
            }
        }

        return frames.Count == 0 ? [] : [new TraceException(string.Empty, string.Empty, frames)];
    }
}
