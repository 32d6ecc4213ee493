namespace OpsFlow.Infrastructure.Places;

/// <summary>Places cannot be looked up. The message holds no key.</summary>
public sealed class PlaceException(string message, Exception? innerException = null)
    : Exception(message, innerException);
