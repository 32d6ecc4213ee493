namespace OpsFlow.Infrastructure.Weather;

/// <summary>Weather cannot be had. The message holds no key and no address.</summary>
public sealed class WeatherException(string message, Exception? innerException = null)
    : Exception(message, innerException);
