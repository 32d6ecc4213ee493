using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace OpsFlow.Infrastructure.Mail;

/// <summary>One mailbox by IMAP, opened so that nothing in it changes.</summary>
public sealed class ImapMailbox(MailSettings settings)
{
    private const int Most = 20;
    private const int PlainPort = 143;
    private const int TlsPort = 993;

    /// <summary>Whether there is one.</summary>
    public bool IsSetUp => settings.Url is not null;

    /// <summary>The latest mails that fit.</summary>
    /// <param name="folder">The folder; null, or one that is not there, is the inbox.</param>
    /// <param name="query">A text of subject, sender or body; null for any.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day; null for no end.</param>
    /// <exception cref="MailException">It cannot be read.</exception>
    public async Task<IReadOnlyList<MailItem>> SearchAsync(
        string? folder, string? query, DateOnly from, DateOnly? to, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new ImapClient();
            await ConnectAsync(client, cancellationToken);
            var opened = await FolderAsync(client, folder, cancellationToken);
            await opened.OpenAsync(FolderAccess.ReadOnly, cancellationToken);
            // The server's days are its own zone's: one more on each side, cut by the caller's days below.
            SearchQuery wanted = SearchQuery.DeliveredAfter(from.AddDays(-1).ToDateTime(TimeOnly.MinValue));
            if (to is { } last)
            {
                wanted = wanted.And(SearchQuery.DeliveredBefore(last.AddDays(2).ToDateTime(TimeOnly.MinValue)));
            }

            if (query is not null)
            {
                wanted = wanted.And(SearchQuery.SubjectContains(query).Or(SearchQuery.FromContains(query))
                    .Or(SearchQuery.BodyContains(query)));
            }

            var ids = (await opened.SearchAsync(wanted, cancellationToken)).OrderByDescending(i => i.Id).Take(Most)
                .ToList();
            if (ids.Count == 0)
            {
                return [];
            }

            var found = await opened.FetchAsync(
                ids,
                new FetchRequest(
                    MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate
                    | MessageSummaryItems.PreviewText),
                cancellationToken);
            await client.DisconnectAsync(true, cancellationToken);
            return
            [
                .. found.OrderByDescending(m => m.UniqueId.Id).Select(m => new MailItem(
                    m.UniqueId.Id, opened.FullName, m.Envelope?.From.ToString() ?? "", m.Envelope?.Subject ?? "",
                    m.InternalDate ?? m.Date, m.PreviewText ?? "")),
            ];
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or CommandException
            or ProtocolException or SslHandshakeException)
        {
            throw new MailException("The mailbox cannot be read.", e);
        }
    }

    private static async Task<IMailFolder> FolderAsync(
        ImapClient client, string? name, CancellationToken cancellationToken)
    {
        if (name is null || name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
        {
            return client.Inbox!;
        }

        try
        {
            return await client.GetFolderAsync(name, cancellationToken);
        }
        catch (FolderNotFoundException)
        {
            return client.Inbox!;
        }
    }

    private async Task ConnectAsync(ImapClient client, CancellationToken cancellationToken)
    {
        var url = settings.Url ?? throw new MailException("No mailbox is set up.");
        var isTls = url.Scheme == "imaps";
        await client.ConnectAsync(
            url.Host, url.Port > 0 ? url.Port : isTls ? TlsPort : PlainPort,
            isTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.None, cancellationToken);
        if (settings.User is { } user)
        {
            await client.AuthenticateAsync(user, settings.Password ?? "", cancellationToken);
        }
    }
}
