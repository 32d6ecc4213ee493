namespace OpsFlow.Infrastructure.Analysis;

/// <summary>A piece of code that supports the result.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="FirstLine">First line, from 1.</param>
/// <param name="LastLine">Last line.</param>
/// <param name="Method">Qualified method name, or empty.</param>
/// <param name="Snippet">The code, shortened.</param>
/// <param name="Reason">Why it matters.</param>
public sealed record AnalysisEvidence(
    string Path,
    int FirstLine,
    int LastLine,
    string Method,
    string Snippet,
    string Reason);
