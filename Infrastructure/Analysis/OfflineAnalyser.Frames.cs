namespace OpsFlow.Infrastructure.Analysis;

/// <content>Suspicion by the frames of the trace.</content>
public sealed partial class OfflineAnalyser
{
    private const double FrameDecay = 0.68;
    private const double VendoredWeight = 0.2;
    private const double ContextExceptionWeight = 0.55;
    private const double TestCodeWeight = 0.5;
    private const int SmallFunction = 25;

    /// <summary>Scores the frames; the result are those of the repository, the most suspect exception first.</summary>
    private static List<MappedFrame> ScoreFrames(Work work)
    {
        var all = new List<MappedFrame>();
        var weight = 1.0;
        foreach (var exception in work.Trace.Exceptions)
        {
            var frames = work.Mapper.Map(exception, work.Trace.Language);
            var own = frames.Where(f => !f.IsVendored && !f.Frame.IsGenerated).ToList();

            // A library in the repository is suspect by itself only when nothing else is there.
            var used = own.Count > 0 ? own : frames.Where(f => !f.Frame.IsGenerated).ToList();
            ScoreChain(work, used, weight);
            foreach (var vendored in frames.Except(used).Take(3))
            {
                work.Board.File(vendored.Path, weight * VendoredWeight, "a library in the trace");
            }

            all.AddRange(used);
            weight *= ContextExceptionWeight;
        }

        return all;
    }

    private static void ScoreChain(Work work, List<MappedFrame> frames, double weight)
    {
        var score = weight;
        for (var i = 0; i < Math.Min(frames.Count, MaxFramesUsed); i++)
        {
            var frame = frames[i];
            var repeated = frames.Take(i).Any(f => f.Path == frame.Path && f.Frame.Method == frame.Frame.Method);
            if (repeated)
            {
                continue; // recursion says nothing new
            }

            var factor = IsTest(frame.Path) ? TestCodeWeight : 1.0;
            var only = OnlyReports(work, frames, i);
            var reason = i == 0 ? "the innermost frame of the application" : $"frame {i + 1} of the application in the trace";
            if (only)
            {
                // A check or an accessor that says no: the one who asked is more suspect.
                factor *= 0.6;
                reason += ", which only checks what it was given";
            }

            var value = score * factor;
            if (frame.Line > 0)
            {
                work.Board.Place(frame.Path, frame.Line, value, reason);
                Closures(work, frame, value);
            }
            else if (work.Board.Structure(frame.Path)?.Functions(frame.Frame.Method).FirstOrDefault() is { } unit)
            {
                work.Board.Function(frame.Path, unit, value, reason);
            }
            else
            {
                work.Board.File(frame.Path, value, reason);
            }

            score = only ? score * 0.95 : score * FrameDecay;
        }
    }

    // A closure's cause is as often in the function round it, which made the values it captured.
    private static void Closures(Work work, MappedFrame frame, double value)
    {
        var code = work.Board.Structure(frame.Path);
        var inner = code?.FunctionAt(frame.Line);
        var outer = inner is null ? null : code!.Units.LastOrDefault(u => !u.IsType && u != inner && u.Contains(frame.Line));
        if (outer is not null)
        {
            work.Board.Evidence(frame.Path, outer.FirstLine, value * 0.8, "the function round the failing closure");
        }
    }

    private static bool OnlyReports(Work work, List<MappedFrame> frames, int i)
    {
        var frame = frames[i];
        if (i + 1 >= frames.Count || frame.Line < 1 || work.Board.Structure(frame.Path) is not { } code || frame.Line > code.Lines.Count)
        {
            return false;
        }

        var unit = code.FunctionAt(frame.Line);
        var isSmall = unit is not null && unit.LastLine - unit.FirstLine < SmallFunction;
        var statement = code.MaskedLines[frame.Line - 1];
        if (isSmall && SourceLine.Raises(statement))
        {
            return true;
        }

        // A small function of a helper file that fails on its own parameter, as an accessor does.
        return isSmall && IsHelper(frame.Path) && frames[i + 1].Path != frame.Path
            && SourceLine.Names(statement).Any(n => SourceLine.Mentions(Parameters(code, unit!), n));
    }

    private static string Parameters(CodeStructure code, CodeUnit unit)
    {
        var header = string.Join(' ', code.MaskedLines.Skip(unit.FirstLine - 1).Take(4));
        var open = header.IndexOf('(');
        var close = open < 0 ? -1 : header.IndexOf(')', open);
        return close < 0 ? string.Empty : header[(open + 1)..close];
    }

    private static bool IsHelper(string path)
    {
        var name = path.ToLowerInvariant();
        return name.Contains("util") || name.Contains("helper") || name.Contains("common/") || name.Contains("preconditions");
    }

    private static bool IsTest(string path) => path.Split('/').Any(p =>
        p is "test" or "tests" or "__tests__" or "spec" || p.EndsWith("_test.go", StringComparison.Ordinal)
        || p.EndsWith(".test.js", StringComparison.Ordinal) || p.EndsWith(".spec.ts", StringComparison.Ordinal));
}
