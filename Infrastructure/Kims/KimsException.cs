namespace OpsFlow.Infrastructure.Kims;

/// <summary>The provider did not answer as it should.</summary>
public sealed class KimsException(string message, Exception? innerException = null)
    : Exception(message, innerException);
