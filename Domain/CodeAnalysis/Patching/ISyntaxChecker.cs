namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Says whether a changed file still parses.</summary>
public interface ISyntaxChecker
{
    /// <summary>Parses the new text. A parser that refuses the old text too is no judge.</summary>
    Task<(SyntaxState State, string Detail)> CheckAsync(
        string path,
        string before,
        string after,
        CancellationToken cancellationToken);
}
