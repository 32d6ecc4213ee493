using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <content>Suspicion by the frames of the trace.</content>
public sealed partial class OfflineAnalyzer
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
                work.Board.File(vendored.Path, weight * VendoredWeight, RuleWords.LibraryInTrace);
            }

            all.AddRange(used);
            weight *= ContextExceptionWeight;
        }

        return all;
    }

    private static void ScoreChain(Work work, List<MappedFrame> frames, double weight)
    {
        var score = weight;
        var passedOn = false;
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
            var passes = !only && passedOn && PassesOn(work, frames, i);
            var reason = i == 0
                ? RuleWords.InnermostFrame
                : RuleWords.FormatFrameOf(i + 1);
            if (only)
            {
                // A check or an accessor that says no: the one who asked is more suspect.
                factor *= 0.6;
                reason += RuleWords.OnlyChecks;
            }
            else if (passes)
            {
                factor *= 0.8;
                reason += RuleWords.PassesOn;
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

            passedOn = only || passes;
            score *= passedOn ? 0.95 : FrameDecay;
        }
    }

    // A closure's cause is as often in the function round it, which made the values it captured.
    private static void Closures(Work work, MappedFrame frame, double value)
    {
        var code = work.Board.Structure(frame.Path);
        var inner = code?.FunctionAt(frame.Line);
        var outer = inner is null
            ? null
            : code!.Units.LastOrDefault(u => !u.IsType && u != inner && u.Contains(frame.Line));
        if (outer is not null)
        {
            work.Board.Evidence(frame.Path, outer.FirstLine, value * 0.8, RuleWords.FunctionAround);
        }
    }

    private static bool OnlyReports(Work work, List<MappedFrame> frames, int i)
    {
        var frame = frames[i];
        if (i + 1 >= frames.Count || frame.Line < 1 || work.Board.Structure(frame.Path) is not { } code
            || frame.Line > code.Lines.Count)
        {
            return false;
        }

        var unit = code.FunctionAt(frame.Line);
        var isSmall = unit is not null && unit.LastLine - unit.FirstLine < SmallFunction;
        var statement = code.MaskedLines[frame.Line - 1];
        if (unit is not null && SourceLine.Raises(statement) && (isSmall || IsChecker(code, unit)))
        {
            return true;
        }

        // A small function of a helper file that fails on its own parameter, as an accessor does.
        return isSmall && IsHelper(frame.Path) && frames[i + 1].Path != frame.Path
            && SourceLine.Names(statement).Any(n => SourceLine.Mentions(Parameters(code, unit!), n));
    }

    // Several refusals in a short function: it checks, it does not work.
    private static bool IsChecker(CodeStructure code, CodeUnit unit) =>
        unit.LastLine - unit.FirstLine < 2 * SmallFunction
        && Enumerable.Range(unit.FirstLine, unit.LastLine - unit.FirstLine + 1)
            .Count(l => SourceLine.Raises(code.MaskedLines[l - 1])) > 1;

    // The call that was refused has nothing but the function's own parameters as arguments: they come from further out.
    private static bool PassesOn(Work work, List<MappedFrame> frames, int i)
    {
        var frame = frames[i];
        if (i + 1 >= frames.Count || frame.Line < 1 || work.Board.Structure(frame.Path) is not { } code
            || frame.Line > code.Lines.Count
            || code.FunctionAt(frame.Line) is not { } unit)
        {
            return false;
        }

        var statement = code.MaskedLines[frame.Line - 1];
        var call = statement.IndexOf(frames[i - 1].Frame.Method + "(", StringComparison.Ordinal);
        var arguments = call < 0 ? string.Empty : Parenthesised(statement, call);
        var roots = SourceLine.Roots(arguments);
        var parameters = Parameters(code, unit);
        return roots.Count > 0 && roots.All(r => SourceLine.Mentions(parameters, r));
    }

    private static string Parenthesised(string text, int from)
    {
        var open = text.IndexOf('(', from);
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return text[(open + 1)..i];
            }
        }

        return text[(open + 1)..];
    }

    private static string Parameters(CodeStructure code, CodeUnit unit)
    {
        // After the name: Go has the receiver before it.
        var header = string.Join(' ', code.MaskedLines.Skip(unit.FirstLine - 1).Take(6));
        var name = header.IndexOf(unit.Name, StringComparison.Ordinal);
        return name < 0 || header.IndexOf('(', name) < 0 ? string.Empty : Parenthesised(header, name);
    }

    private static bool IsHelper(string path)
    {
        var name = path.ToLowerInvariant();
        return name.Contains("util") || name.Contains("helper") || name.Contains("common/")
            || name.Contains("preconditions");
    }

    private static bool IsTest(string path) => path.Split('/').Any(p =>
        p is "test" or "tests" or "__tests__" or "spec" || p.EndsWith("_test.go", StringComparison.Ordinal)
        || p.EndsWith(".test.js", StringComparison.Ordinal) || p.EndsWith(".spec.ts", StringComparison.Ordinal));
}
