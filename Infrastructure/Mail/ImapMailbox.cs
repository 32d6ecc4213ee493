using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using OpsFlow.Infrastructure.Documents;

namespace OpsFlow.Infrastructure.Mail;

/// <summary>One mailbox by IMAP, opened so that nothing in it changes.</summary>
public sealed class ImapMailbox(MailSettings settings)
{
    private const int Most = 20;
    private const int PlainPort = 143;
    private const int TlsPort = 993;
    private const int MaxTextBytes = 512 * 1024;
    private const int MaxAttachments = 10;

    private const MessageSummaryItems Summary =
        MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate;

    /// <summary>Whether there is one.</summary>
    public bool IsSetUp => settings.Url is not null;

    /// <summary>The latest mails that fit.</summary>
    /// <param name="folder">The folder; null, or one that is not there, is the inbox.</param>
    /// <param name="query">A text of subject, sender or body; null for any.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day; null for no end.</param>
    /// <exception cref="MailException">It cannot be read.</exception>
    public Task<IReadOnlyList<MailItem>> SearchAsync(
        string? folder, string? query, DateOnly from, DateOnly? to, CancellationToken cancellationToken) =>
        InFolderAsync<IReadOnlyList<MailItem>>(
            folder,
            async opened =>
            {
                // The server's days are its own zone's: one more on each side, cut by the caller's days below.
                SearchQuery wanted = SearchQuery.DeliveredAfter(from.AddDays(-1).ToDateTime(TimeOnly.MinValue));
                if (to is { } last)
                {
                    wanted = wanted.And(SearchQuery.DeliveredBefore(last.AddDays(2).ToDateTime(TimeOnly.MinValue)));
                }

                var ids = (await opened.SearchAsync(
                    query is null ? wanted : wanted.And(About(query)), cancellationToken))
                    .OrderByDescending(i => i.Id).Take(Most).ToList();
                if (ids.Count == 0)
                {
                    return [];
                }

                var found = await opened.FetchAsync(
                    ids, new FetchRequest(Summary | MessageSummaryItems.PreviewText), cancellationToken);
                return [.. found.OrderByDescending(m => m.UniqueId.Id).Select(m => Item(opened, m))];
            },
            cancellationToken);

    /// <summary>One mail with its text; null when it is not there.</summary>
    /// <param name="id">Its number; null for the latest that fits.</param>
    /// <param name="query">As when searching.</param>
    /// <exception cref="MailException">It cannot be read.</exception>
    public Task<MailText?> ReadAsync(
        string? folder, uint? id, string? query, CancellationToken cancellationToken) => InFolderAsync(
        folder,
        async opened =>
        {
            IEnumerable<UniqueId> ids = id is { } number
                ? [new UniqueId(number)]
                : (await opened.SearchAsync(query is null ? SearchQuery.All : About(query), cancellationToken))
                    .OrderByDescending(i => i.Id).Take(1);
            var all = await opened.FetchAsync(
                [.. ids],
                new FetchRequest(Summary | MessageSummaryItems.BodyStructure | MessageSummaryItems.PreviewText),
                cancellationToken);
            return all is not [var found, ..]
                ? null
                : new MailText(
                    Item(opened, found), await TextAsync(opened, found, cancellationToken),
                    [.. found.Attachments.Select(a => a.FileName ?? "").Where(n => n.Length > 0).Take(MaxAttachments)]);
        },
        cancellationToken);

    private static SearchQuery About(string query) => SearchQuery.SubjectContains(query)
        .Or(SearchQuery.FromContains(query)).Or(SearchQuery.BodyContains(query));

    private static MailItem Item(IMailFolder folder, IMessageSummary mail) => new(
        mail.UniqueId.Id, folder.FullName, mail.Envelope?.From.ToString() ?? "", mail.Envelope?.Subject ?? "",
        mail.InternalDate ?? mail.Date, mail.PreviewText ?? "");

    // What is larger than anybody reads is not fetched; it begins as the preview does.
    private static async Task<string> TextAsync(
        IMailFolder folder, IMessageSummary mail, CancellationToken cancellationToken)
    {
        var part = mail.TextBody ?? mail.HtmlBody;
        if (part is null || part.Octets > MaxTextBytes)
        {
            return mail.PreviewText ?? "";
        }

        using var body = await folder.GetBodyPartAsync(mail.UniqueId, part, cancellationToken);
        return body is not TextPart text ? mail.PreviewText ?? ""
            : text.IsHtml ? HtmlText.Plain(text.Text)
            : text.Text;
    }

    private async Task<T> InFolderAsync<T>(
        string? folder, Func<IMailFolder, Task<T>> readAsync, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new ImapClient();
            await ConnectAsync(client, cancellationToken);
            var opened = await FolderAsync(client, folder, cancellationToken);
            await opened.OpenAsync(FolderAccess.ReadOnly, cancellationToken);
            var read = await readAsync(opened);
            await client.DisconnectAsync(true, cancellationToken);
            return read;
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
