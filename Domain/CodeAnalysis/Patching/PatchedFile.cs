namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>A file as the fix leaves it.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Content">Complete new content.</param>
/// <param name="Match">The weakest match among its edits.</param>
/// <param name="Syntax">Whether it was parsed.</param>
/// <param name="SyntaxDetail">By what, or why not, or the parser's message.</param>
public sealed record PatchedFile(
    string Path,
    string Content,
    PatchMatch Match,
    SyntaxState Syntax = SyntaxState.NotValidated,
    string SyntaxDetail = "");
