namespace OpsFlow.Infrastructure.Calendar;

/// <summary>The calendar cannot be asked.</summary>
public sealed class CalendarException(string message, Exception? innerException = null)
    : Exception(message, innerException);
