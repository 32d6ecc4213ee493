namespace OpsFlow.Infrastructure.Mail;

/// <summary>A mail as a list shows it.</summary>
/// <param name="Id">Its number in its folder.</param>
/// <param name="Preview">How its text begins.</param>
public sealed record MailItem(uint Id, string Folder, string From, string Subject, DateTimeOffset At, string Preview);
