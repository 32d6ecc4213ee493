namespace OpsFlow.Engine.Storage;

/// <summary>The database refused or failed.</summary>
/// <param name="message">What failed.</param>
/// <param name="inner">The cause, if any.</param>
/// <param name="isDamage">What is stored cannot be read: trying again does not help.</param>
internal sealed class StoreException(string message, Exception? inner = null, bool isDamage = false)
    : Exception(message, inner)
{
    /// <summary>What is stored cannot be read; else the failure may pass, and a later try succeed.</summary>
    public bool IsDamage { get; } = isDamage;
}
