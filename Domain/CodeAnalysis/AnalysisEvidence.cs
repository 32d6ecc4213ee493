namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>A piece of code that supports the result.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="FirstLine">First line of the snippet, from 1.</param>
/// <param name="LastLine">Last line of the snippet.</param>
/// <param name="Method">Qualified method name, or empty.</param>
/// <param name="Snippet">The code, shortened.</param>
/// <param name="Reason">Why it matters.</param>
public sealed record AnalysisEvidence(
    string Path,
    int FirstLine,
    int LastLine,
    string Method,
    string Snippet,
    string Reason)
{
    /// <summary>The line itself, where one of them matters more than the others; else the first.</summary>
    public int Line { get; init; } = FirstLine;
}
