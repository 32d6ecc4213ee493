namespace OpsFlow.Infrastructure.Mail;

/// <summary>A mail with its text.</summary>
/// <param name="Attachments">Their names; what is in them is not read.</param>
public sealed record MailText(MailItem Mail, string Text, IReadOnlyList<string> Attachments);
