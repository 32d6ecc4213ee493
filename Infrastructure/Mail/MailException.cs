namespace OpsFlow.Infrastructure.Mail;

/// <summary>The mailbox cannot be read.</summary>
public sealed class MailException(string message, Exception? innerException = null)
    : Exception(message, innerException);
