using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <content>Suspicion by what the failing line depends on, though it is not on the stack any more.</content>
public sealed partial class OfflineAnalyzer
{
    private const int FramesFollowed = 3;
    private const int CalleesFollowed = 6;
    private const int WritersFollowed = 4;

    private static async Task FollowDataAsync(Work work, List<MappedFrame> frames, CancellationToken cancellationToken)
    {
        var weight = 0.42;
        foreach (var frame in frames.Where(f => f.Line > 0).DistinctBy(f => (f.Path, f.Line)).Take(FramesFollowed))
        {
            if (work.Board.Structure(frame.Path) is { } code && frame.Line <= code.Lines.Count)
            {
                await FollowFrameAsync(work, frames, frame, code, weight, cancellationToken);
            }

            weight *= 0.75;
        }
    }

    private static async Task FollowFrameAsync(
        Work work,
        List<MappedFrame> frames,
        MappedFrame frame,
        CodeStructure code,
        double weight,
        CancellationToken cancellationToken)
    {
        var unit = code.FunctionAt(frame.Line);
        var first = unit?.FirstLine ?? Math.Max(1, frame.Line - 30);
        var statement = Statement(code, frame.Line);
        var names = SourceLine.Names(statement).ToList();
        foreach (var name in work.Facts.Names.Where(n => !names.Contains(n) && SourceLine.Mentions(statement, n)))
        {
            names.Add(name);
        }

        // Assignments of the values on the line, and what they were made of; the value that the error is about counts
        // most.
        var subject = Subject(work, code, frame, statement);
        var calls = new List<(string Name, double Weight)>();
        foreach (var name in names.OrderByDescending(n => n == subject))
        {
            for (var line = frame.Line - 1; line >= first; line--)
            {
                var text = code.MaskedLines[line - 1];
                if (SourceLine.Assigns(text, name))
                {
                    var factor = name == subject ? 1.4 : 1;
                    calls.AddRange(
                        SourceLine.Calls(text[text.IndexOf(name, StringComparison.Ordinal)..])
                            .Select(c => (c, factor)));
                    break;
                }
            }
        }

        calls.AddRange(SourceLine.Calls(statement).Select(c => (c, 1.0)));

        // Values that the request passed into the function come from the caller; its line is a frame of its own.
        foreach (var (call, factor) in calls.DistinctBy(c => c.Name).Where(c => c.Name != unit?.Name)
            .Take(CalleesFollowed))
        {
            foreach (var (path, callee) in (await DefinitionsAsync(work, call, frame.Path, code, cancellationToken))
                .Take(2))
            {
                work.Board.Function(
                    path, callee, weight * factor * (path == frame.Path ? 1 : 0.85),
                    RuleWords.FormatMakesValue(NameOf(code, frame)));
            }
        }

        if (subject is not null && frame == frames[0])
        {
            Producers(work, frame, code, subject, cancellationToken);
        }

        Writers(work, frame, code, unit, weight);
    }

    /// <summary>Other functions of the class that write the fields which the failing function reads.</summary>
    private static void Writers(Work work, MappedFrame frame, CodeStructure code, CodeUnit? unit, double weight)
    {
        var type = code.TypeAt(frame.Line);
        if (unit is null || (type is null && code.Language != CodeLanguage.Go))
        {
            return;
        }

        var isLarge = unit.LastLine - unit.FirstLine > 60;
        var read = Enumerable.Range(isLarge ? Math.Max(unit.FirstLine, frame.Line - 12) : unit.FirstLine,
                isLarge ? Math.Min(frame.Line, 13) : frame.Line - unit.FirstLine + 1)
            .SelectMany(line => SourceLine.Names(code.MaskedLines[line - 1])).Distinct().ToList();
        var near = SourceLine.Names(Statement(code, frame.Line));
        var fields = read.Where(name => IsFieldName(code, unit, name)).ToList();
        var onStack = work.Trace.Exceptions[0].Frames.Select(f => f.Method).ToHashSet();
        var writers = new List<(CodeUnit Unit, double Score)>();
        foreach (var other in code.Units.Where(u => !u.IsType && u != unit && !u.Contains(frame.Line)
            && (type is null ? SameReceiver(u, unit) : type.Contains(u.FirstLine)) && u.Name != type?.Name
            && !onStack.Contains(u.Name) && u.Name is not "__init__" and not "constructor"))
        {
            var lines = Enumerable.Range(other.FirstLine, other.LastLine - other.FirstLine + 1)
                .Select(l => code.MaskedLines[l - 1]).ToList();
            var written = fields
                .Where(name => lines.Any(l => SourceLine.Assigns(l, name)) && IsFieldName(code, other, name))
                .ToList();
            var (own, onLine) = (written.Count, written.Count(near.Contains));
            if (own > 0)
            {
                writers.Add((other, own + onLine));
            }
        }

        foreach (var (writer, _) in writers.OrderByDescending(w => w.Score).ThenBy(w => w.Unit.FirstLine)
            .Take(WritersFollowed))
        {
            work.Board.Evidence(
                frame.Path, writer.FirstLine, weight * 0.9, RuleWords.FormatWritesState(NameOf(code, frame)));
        }
    }

    /// <summary>The function of a frame for readers; the file where no function is known.</summary>
    private static string NameOf(CodeStructure code, MappedFrame frame) => frame.Frame.Method is { Length: > 0 } method
        ? method
        : code.FunctionAt(frame.Line)?.Name ?? frame.Path;

    private static bool SameReceiver(CodeUnit a, CodeUnit b)
    {
        var dot = b.QualifiedName.LastIndexOf('.');
        return dot > 0 && a.QualifiedName.StartsWith(b.QualifiedName[..(dot + 1)], StringComparison.Ordinal);
    }

    // Not assigned or declared in the function itself.
    private static bool IsFieldName(CodeStructure code, CodeUnit unit, string name)
    {
        for (var line = unit.FirstLine; line <= unit.LastLine; line++)
        {
            var text = code.MaskedLines[line - 1];
            if (line == unit.FirstLine && SourceLine.Mentions(text, name))
            {
                return false; // a parameter
            }

            if (SourceLine.Declares(text, name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The line and, when it is the middle of a statement, its beginning.</summary>
    private static string Statement(CodeStructure code, int line)
    {
        var first = line;
        for (var i = 0; i < 4 && first > 1; i++)
        {
            var before = code.MaskedLines[first - 2].TrimEnd();
            if (before.Length == 0 || before[^1] is ';' or '{' or '}' or ':'
                || code.Language == CodeLanguage.Python && before[^1] is not ('(' or ',' or '\\' or '['))
            {
                break;
            }

            first--;
        }

        return string.Join(' ', code.MaskedLines.Skip(first - 1).Take(line - first + 1));
    }

    private static async Task<IReadOnlyList<(string Path, CodeUnit Unit)>> DefinitionsAsync(
        Work work,
        string name,
        string nearPath,
        CodeStructure near,
        CancellationToken cancellationToken)
    {
        var own = near.Functions(name).Select(u => (nearPath, u)).ToList();
        if (own.Count > 0)
        {
            return own;
        }

        var found = new List<(string, CodeUnit)>();
        foreach (var hit in await work.Context.SearchAsync(name, 15, cancellationToken))
        {
            if (hit.Symbol.Length > 0 && hit.Symbol[(hit.Symbol.LastIndexOf('.') + 1)..] == name
                && !work.Mapper.IsVendored(hit.Path)
                && CodeLanguages.AreRelated(CodeLanguages.FromPath(hit.Path), near.Language)
                && work.Board.Structure(hit.Path)?.FunctionAt(hit.FirstLine) is { } unit
                && !found.Contains((hit.Path, unit)))
            {
                found.Add((hit.Path, unit));
            }
        }

        // A name with many definitions (get, run) points nowhere.
        return found.Count > 3 ? [] : found;
    }
}
