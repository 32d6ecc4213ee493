using OpsFlow.Domain.CodeAnalysis.Fixes;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>Puts the findings of the rules into words.</summary>
internal static class RuleTexts
{
    public static string RootCause(
        ErrorFacts facts,
        TraceException exception,
        MappedFrame? top,
        MissingFrame? missing,
        IReadOnlyList<AffectedFile> files,
        SuspectBoard board)
    {
        if (files.Count == 0 && missing is null)
        {
            return RuleWords.FormatNothingConnected(exception.Type);
        }

        var place = missing is not null
            ? RuleWords.FormatInLine(MethodOf(missing.Frame), missing.Path, missing.Frame.Line)
            : top is null ? RuleWords.FormatNear(files[0].Path) : Place(top, board);
        var subject = facts.Expression is null ? RuleWords.AValue : $"'{facts.Expression}'";
        var what = facts.Kind switch
        {
            ErrorKind.NullDereference => RuleWords.FormatNullDereference(
                subject, Nothing(missing?.Path ?? top?.Path ?? files[0].Path), Asked(facts), place),
            ErrorKind.MissingKey => RuleWords.FormatMissingKey(place),
            ErrorKind.IndexRange => RuleWords.FormatIndexRange(place),
            ErrorKind.DivisionByZero => RuleWords.FormatDivisionByZero(place),
            ErrorKind.ParseFormat => RuleWords.FormatParseFormat(place),
            ErrorKind.TypeMismatch => RuleWords.FormatTypeMismatch(place),
            ErrorKind.NotCallable => RuleWords.FormatNotCallable(subject, Asked(facts), place),
            ErrorKind.UndefinedName =>
                RuleWords.FormatUndefinedName(facts.Expression ?? RuleWords.NameInMessage, place),
            ErrorKind.MissingMember => RuleWords.FormatMissingMember(subject, facts.Member, place),
            ErrorKind.MissingResource => RuleWords.FormatMissingResource(place),
            ErrorKind.TimeoutOrConnection => RuleWords.FormatTimeoutOrConnection(place),
            ErrorKind.UpstreamStatus => RuleWords.FormatUpstreamStatus(place),
            ErrorKind.MissingRecord => RuleWords.FormatMissingRecord(place),
            ErrorKind.MissingSchema => RuleWords.FormatMissingSchema(place),
            ErrorKind.Constraint => RuleWords.FormatConstraint(place),
            ErrorKind.NoValue => RuleWords.FormatNoValue(place),
            ErrorKind.ArgumentMismatch => RuleWords.FormatArgumentMismatch(place),
            ErrorKind.ConstantAssigned => RuleWords.FormatConstantAssigned(place),
            ErrorKind.ValueRange => RuleWords.FormatValueRange(place),
            ErrorKind.Linkage => RuleWords.Linkage,
            ErrorKind.Syntax => RuleWords.FormatSyntax(place),
            ErrorKind.Recursion => RuleWords.FormatRecursion(place),
            ErrorKind.ConcurrentChange => RuleWords.FormatConcurrentChange(place),
            ErrorKind.InvalidArgument or ErrorKind.InvalidState or ErrorKind.Assertion =>
                RuleWords.FormatCheckFails(place),
            _ => RuleWords.FormatRaised(exception.Type, place),
        };
        if (missing is not null)
        {
            return $"{what} {Missing(missing)}.";
        }

        return top is not null && files[0].Path != top.Path
            ? $"{what} {RuleWords.FormatMostSuspect(files[0].Path, files[0].Reasons[0])}"
            : what;
    }

    /// <summary>Why the place of the error is not known.</summary>
    public static string Missing(MissingFrame missing) => missing.Submodule is { } submodule
        ? RuleWords.FormatInSubmodule(missing.Path, submodule)
        : RuleWords.FormatNotInRepository(missing.Path);

    /// <summary>Why a file is not changed.</summary>
    /// <param name="encoding">Its name; empty if that is not known.</param>
    public static string OtherEncoding(string path, string encoding) => encoding.Length > 0
        ? RuleWords.FormatOtherEncoding(path, encoding)
        : RuleWords.FormatNotUtf8(path);

    public static AnalysisSeverity Severity(ErrorFacts facts) => facts.Kind switch
    {
        ErrorKind.Recursion or ErrorKind.ConcurrentChange or ErrorKind.Linkage or ErrorKind.MissingResource
            or ErrorKind.MissingSchema or ErrorKind.TimeoutOrConnection => AnalysisSeverity.High,
        _ => AnalysisSeverity.Medium,
    };

    public static string Explanation(
        ErrorFacts facts,
        IReadOnlyList<AffectedFile> files,
        SafeFix fix,
        IReadOnlyList<CommitInfo> commits)
    {
        var parts = new List<string> { RuleWords.FormatFoundByRules(facts.Kind) };
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
            var (commit, subject, at) = (commits[0].Commit, commits[0].Subject, commits[0].At);
            parts.Add(RuleWords.FormatLastChange(
                commit[..Math.Min(10, commit.Length)], subject, at.ToString("yyyy-MM-dd", null)));
        }

        return string.Join(' ', parts);
    }

    private static string Asked(ErrorFacts facts) =>
        facts.Member is null ? string.Empty : RuleWords.FormatMemberAsked(facts.Member);

    private static string Place(MappedFrame frame, SuspectBoard board)
    {
        var code = board.Structure(frame.Path);
        var method = code?.FunctionAt(frame.Line)?.QualifiedName ?? frame.Frame.Method;
        var isKnown = frame.Line > 0 && code is not null && code.Language != CodeLanguage.Unknown;
        if (method is "<module>" || (method.Length == 0 && isKnown))
        {
            method = RuleWords.TopLevel;
        }

        return (method.Length, frame.Line) switch
        {
            (0, > 0) => RuleWords.FormatAtLine(frame.Path, frame.Line),
            (0, _) => RuleWords.FormatAt(frame.Path),
            (_, > 0) => RuleWords.FormatInLine(method, frame.Path, frame.Line),
            _ => RuleWords.FormatIn(method, frame.Path),
        };
    }

    private static string Nothing(string path) => CodeLanguages.FromPath(path) switch
    {
        CodeLanguage.JavaScript or CodeLanguage.TypeScript => RuleWords.NullOrUndefined,
        CodeLanguage.Python => "None",
        CodeLanguage.Go => "nil",
        _ => "null",
    };

    private static string MethodOf(StackFrame frame) =>
        frame.Method is "" or "<module>" ? RuleWords.TopLevel : frame.Method;
}
