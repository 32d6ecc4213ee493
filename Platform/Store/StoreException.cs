namespace OpsFlow.Platform.Store;

/// <summary>The store cannot be used as it is: an unknown or altered schema, or unreadable secrets.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
