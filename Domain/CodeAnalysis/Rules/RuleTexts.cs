using OpsFlow.Domain.CodeAnalysis.Fixes;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>Puts the findings of the rules into words.</summary>
internal static class RuleTexts
{
    public static string RootCause(
        ErrorFacts facts,
        TraceException exception,
        MappedFrame? top,
        IReadOnlyList<AffectedFile> files,
        SuspectBoard board)
    {
        if (files.Count == 0)
        {
            return $"{exception.Type}: nothing in the repository could be connected to it.";
        }

        var place = top is null ? $"near {files[0].Path}" : top.Line > 0
            ? $"in {Method(top, board)} ({top.Path}:{top.Line})" : $"in {Method(top, board)} ({top.Path})";
        var subject = facts.Expression is null ? "A value" : $"'{facts.Expression}'";
        var what = facts.Kind switch
        {
            ErrorKind.NullDereference =>
                $"{subject} is null or undefined where it is used{Of(facts)}, {place}; nothing checks it before",
            ErrorKind.MissingKey => $"A key that is not there is read {place}",
            ErrorKind.IndexRange =>
                $"An index or range outside of its list or text is used {place}; its bounds are not checked before",
            ErrorKind.DivisionByZero => $"A divisor is zero {place}",
            ErrorKind.ParseFormat => $"A text does not have the form that is expected {place}",
            ErrorKind.TypeMismatch => $"A value is not of the type that is expected {place}",
            ErrorKind.NotCallable => $"{subject} is not what the code takes it for{Of(facts)}, {place}",
            ErrorKind.UndefinedName =>
                $"The name {facts.Expression ?? "in the message"} is not defined where it is used, {place}",
            ErrorKind.MissingMember => $"{subject} does not have the member '{facts.Member}' that is used {place}",
            ErrorKind.MissingResource => $"A file, module or class is missing {place}",
            ErrorKind.TimeoutOrConnection => $"Another system did not answer {place}",
            ErrorKind.Linkage =>
                "Code was compiled or generated against another form of a class than the one at run time",
            ErrorKind.Syntax => $"Code that does not parse was loaded or generated, {place}",
            ErrorKind.Recursion => $"A recursion does not end {place}",
            ErrorKind.ConcurrentChange => $"A collection is changed while it is being read {place}",
            ErrorKind.InvalidArgument or ErrorKind.InvalidState or ErrorKind.Assertion =>
                $"A check fails {place}: the state or argument it gets is not one it allows",
            _ => $"{exception.Type} is raised {place}",
        };
        var other = top is not null && files[0].Path != top.Path
            ? $" The most suspect file is {files[0].Path}: {files[0].Reasons[0]}."
            : string.Empty;
        return what + "." + other;
    }

    public static AnalysisSeverity Severity(ErrorFacts facts) => facts.Kind switch
    {
        ErrorKind.ParseFormat or ErrorKind.InvalidArgument => AnalysisSeverity.Medium,
        ErrorKind.Recursion or ErrorKind.ConcurrentChange or ErrorKind.Linkage or ErrorKind.MissingResource =>
            AnalysisSeverity.High,
        ErrorKind.TimeoutOrConnection => AnalysisSeverity.High,
        _ => AnalysisSeverity.Medium,
    };

    public static string Explanation(
        ErrorFacts facts,
        IReadOnlyList<AffectedFile> files,
        SafeFix fix,
        IReadOnlyList<CommitInfo> commits)
    {
        var parts = new List<string> { $"Found by rules, without a model (kind: {facts.Kind})." };
        if (fix.Edits.Count > 0)
        {
            parts.Add(fix.Reason);
        }

        foreach (var file in files.Take(3))
        {
            parts.Add($"{file.Path}: {string.Join("; ", file.Reasons.Take(2))}.");
        }

        if (commits.Count > 0)
        {
            parts.Add(
                $"Last change of these lines: {commits[0].Commit[..Math.Min(10, commits[0].Commit.Length)]} "
                    + $"\"{commits[0].Subject}\" ({commits[0].At:yyyy-MM-dd}).");
        }

        return string.Join(' ', parts);
    }

    private static string Of(ErrorFacts facts) =>
        facts.Member is null ? string.Empty : $" ('{facts.Member}' is asked of it)";

    private static string Method(MappedFrame frame, SuspectBoard board) =>
        board.Structure(frame.Path)?.FunctionAt(frame.Line)?.QualifiedName
        ?? (frame.Frame.Method.Length > 0 ? frame.Frame.Method : "top-level code");
}
