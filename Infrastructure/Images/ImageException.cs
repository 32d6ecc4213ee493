namespace OpsFlow.Infrastructure.Images;

/// <summary>A picture is not taken.</summary>
/// <param name="code">Stable, for programs.</param>
public sealed class ImageException(string code, string message) : Exception(message)
{
    /// <summary>Stable, for programs.</summary>
    public string Code { get; } = code;
}
