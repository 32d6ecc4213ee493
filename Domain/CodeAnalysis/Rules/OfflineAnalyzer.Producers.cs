using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <content>Suspicion of code in other files that makes the state the failing line finds.</content>
public sealed partial class OfflineAnalyzer
{
    private const int FewProducers = 4;
    private const int ManyProducers = 12;
    private const int ProducerFilesRead = 2000;

    private static readonly Regex s_lastName = new(
        @"(?<x>[A-Za-z_$][\w$]*)(?:\(\)|\[[^\[\]]*\])*$", RegexOptions.NonBacktracking);

    /// <summary>
    /// The name of the value that the error is about: of the null object, the list that was too short. When it is a
    /// variable that was filled from a field, the field's name.
    /// </summary>
    private static string? Subject(Work work, CodeStructure code, MappedFrame frame, string statement)
    {
        var expression = work.Facts.Expression;
        if (expression is null && work.Facts.Member is { } member)
        {
            var at = statement.IndexOf("." + member, StringComparison.Ordinal);
            expression = at > 0 ? statement[..at] : null;
        }
        else if (expression is null && work.Facts.Kind is ErrorKind.IndexRange or ErrorKind.MissingKey)
        {
            var at = statement.IndexOf('[');
            expression = at > 0 ? statement[..at] : null;
        }

        if (expression is null || s_lastName.Match(expression.TrimEnd('?', '!')) is not { Success: true } last)
        {
            return null;
        }

        var name = last.Groups["x"].Value;
        var first = code.FunctionAt(frame.Line)?.FirstLine ?? Math.Max(1, frame.Line - 30);
        for (var line = frame.Line; line >= first; line--)
        {
            var text = code.MaskedLines[line - 1];
            if (SourceLine.Assigns(text, name) && text.TrimEnd(' ', ';') is var source
                && source.LastIndexOf('.') > source.LastIndexOf('=') && source.LastIndexOf('=') > 0
                && s_lastName.Match(source) is { Success: true } field && !source.EndsWith(')'))
            {
                return field.Groups["x"].Value;
            }
        }

        return name;
    }

    private static void Producers(
        Work work,
        MappedFrame frame,
        CodeStructure code,
        string name,
        CancellationToken cancellationToken)
    {
        // "i" or "x" is a variable, not state.
        if (name.Length < 3
            || work.Facts.Kind is not (ErrorKind.NullDereference or ErrorKind.IndexRange or ErrorKind.MissingKey
            or ErrorKind.NotCallable or ErrorKind.MissingMember or ErrorKind.TypeMismatch))
        {
            return;
        }

        var found = new List<(string Path, CodeUnit Unit)>();
        foreach (var path in work.Context.Tree.Files.Where(f => IsCandidate(work, f)).Take(ProducerFilesRead))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (path == frame.Path || work.Context.ReadFile(path) is not { } text || !SourceLine.Mentions(text, name))
            {
                continue;
            }

            var other = CodeStructure.Parse(path, text);
            for (var i = 0; i < other.MaskedLines.Count && found.Count <= ManyProducers; i++)
            {
                var line = other.MaskedLines[i];
                if (MakesState(line, name, code.Language) && other.FunctionAt(i + 1) is { } unit
                    && !found.Contains((path, unit)))
                {
                    found.Add((path, unit));
                }
            }
        }

        if (found.Count > ManyProducers)
        {
            return; // a name that everything uses
        }

        var score = found.Count <= FewProducers ? 0.36 : 0.2;
        foreach (var (path, unit) in found)
        {
            work.Board.Function(path, unit, score, RuleWords.FormatSets(name, NameOf(code, frame)));
        }
    }

    // "x.name = ...", "{ name: ... }", "make(name=...)"; not a local variable of the same name.
    private static bool MakesState(string masked, string name, CodeLanguage language)
    {
        var at = masked.IndexOf(name, StringComparison.Ordinal);
        if (at < 0 || SourceLine.Declares(masked, name))
        {
            return false;
        }

        if (SourceLine.Assigns(masked, name)
            && (at > 0 && masked[at - 1] == '.' || (language == CodeLanguage.Python && masked[..at].Contains('('))))
        {
            return true;
        }

        return language is CodeLanguage.JavaScript or CodeLanguage.TypeScript or CodeLanguage.Go
            && masked[(at + name.Length)..].TrimStart().StartsWith(':') && SourceLine.Mentions(masked, name)
            && !masked.Contains('?');
    }
}
