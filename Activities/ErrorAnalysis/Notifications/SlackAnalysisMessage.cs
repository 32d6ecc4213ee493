using System.Globalization;
using System.Text.Json.Nodes;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>The message of an analysis, in English or Korean.</summary>
public static class SlackAnalysisMessage
{
    /// <summary>The id of the Approve button.</summary>
    public const string ApproveAction = "opsflow_approve";

    /// <summary>The id of the Reject button.</summary>
    public const string RejectAction = "opsflow_reject";

    private const int MaxDiff = 2200;
    private const int MaxText = 3000;
    private const int MaxEvidence = 3;

    /// <summary>Makes the message.</summary>
    /// <param name="locale">en or ko.</param>
    /// <param name="publicUrl">Where the console is; null leaves links out.</param>
    /// <param name="isReminder">Whether the message reminds of a decision.</param>
    /// <param name="isDiffRedacted">Whether something of the change was hidden in the record's diff.</param>
    /// <returns>Text and blocks within Slack's limits.</returns>
    public static SlackMessage Create(
        AnalysisRecord record, string locale, string? publicUrl, bool isReminder, bool isDiffRedacted = false)
    {
        var (result, prepared) = (record.Current.Result, record.Current.Prepared);
        using var language = Language.Use(locale);
        var reminder = isReminder ? $"{NotificationWords.Reminder}: " : "";
        var title = $"{reminder}{record.ServerName}: {Short(record.ErrorType, 80)}";
        var link = publicUrl is null ? null : $"{publicUrl}/#/analyses/{record.Id}";
        var blocks = new JsonArray
        {
            new JsonObject
            {
                ["type"] = "header",
                // By this id the message is found again when the answer to its post was lost.
                ["block_id"] = isReminder ? ReminderId(record) : record.Id,
                ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Cut(title, 150) },
            },
            Section($"*{StateOf(record.State)}*{Decided(record)}\n{Escape(Short(record.Message, 500))}"),
            Context($"{NotificationWords.Occurrences}: {record.Occurrences}{Before(record, publicUrl)}"),
        };
        if (result is not null)
        {
            AddResult(blocks, result);
        }

        var isWhole = false;
        if (prepared?.Patch is { } patch && !isReminder)
        {
            isWhole = AddChange(blocks, patch, isDiffRedacted);
        }

        if (prepared?.Verification is { } verification)
        {
            blocks.Add(Section(
                $"*{NotificationWords.Validation}*: {VerificationNames.Of(verification.Outcome)}. "
                + Escape(Short(verification.Detail, 300))));
        }

        if (record.Detail is { Length: > 0 } detail
            && record.State is not (AnalysisState.AwaitingApproval or AnalysisState.Indexing))
        {
            blocks.Add(Section(Uri.TryCreate(detail, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? $"<{detail}>"
                : Escape(Short(LostRun.InWords(detail), 1000))));
        }

        if (record.State == AnalysisState.AwaitingApproval && prepared?.Hash is not null && !isReminder)
        {
            // What is not shown whole is not approved unseen.
            blocks.Add(Buttons(record, isWhole));
        }

        if (link is not null)
        {
            blocks.Add(Section($"<{link}|{NotificationWords.Open}>"));
        }

        return new(Cut($"{title}: {StateOf(record.State)}", 3000), blocks);
    }

    /// <summary>The id by which a round's reminder is found again.</summary>
    public static string ReminderId(AnalysisRecord record) => $"{record.Id}-reminder-{record.RunId}-{record.Round}";

    private static void AddResult(JsonArray blocks, AnalysisResult result)
    {
        var confidence = result.Confidence.ToString("P0", CultureInfo.InvariantCulture);
        var by = result.Model ?? result.Analyzer;
        blocks.Add(Section(
            $"*{NotificationWords.Cause}* ({confidence}, {Escape(by)})\n{Escape(Short(result.RootCause, 1500))}"));
        if (result.Evidence.Count > 0)
        {
            var lines = result.Evidence.Take(MaxEvidence)
                .Select(e => $"• `{Escape(e.Path.Replace('`', '\''))}:{e.FirstLine}` {Escape(Short(e.Method, 100))}");
            blocks.Add(Section($"*{NotificationWords.Evidence}*\n{string.Join('\n', lines)}"));
        }

        if (result.Usage.Calls > 0)
        {
            blocks.Add(Context(
                $"{Escape(by)} · {result.Usage.InputTokens}/{result.Usage.OutputTokens} tokens · "
                + $"{result.Usage.Cost.ToString("0.####", CultureInfo.InvariantCulture)} · "
                + $"{result.Usage.Elapsed.TotalSeconds:0.0} s"));
        }
    }

    /// <returns>Whether all of it is shown.</returns>
    private static bool AddChange(JsonArray blocks, Patch patch, bool isRedacted)
    {
        var notes = patch.Files.Where(f => PathPolicy.Of(f.Path) == PathKind.BuildScript)
            .Select(f => NotificationWords.FormatBuildScript(Escape(f.Path))).ToList();
        var diff = patch.Diff.CutTo(MaxDiff, "\n...");
        var shown = $"```{Escape(diff.Replace("```", "` ` `", StringComparison.Ordinal))}```";
        var isWhole = diff == patch.Diff && shown.Length <= MaxText;
        blocks.Add(Section(shown));
        notes.AddRange(isWhole ? [] : [NotificationWords.CutDiff]);
        notes.AddRange(isRedacted ? [NotificationWords.HiddenDiff] : []);
        if (notes.Count > 0)
        {
            blocks.Add(Section(string.Join('\n', notes)));
        }

        return isWhole && !isRedacted;
    }

    private static JsonObject Buttons(AnalysisRecord record, bool mayApprove)
    {
        JsonObject Button(string action, string text, string style) => new()
        {
            ["type"] = "button",
            ["action_id"] = action,
            ["style"] = style,
            ["value"] = $"{record.Id}:{record.Current.Prepared?.Hash}",
            ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text },
        };
        return new JsonObject
        {
            ["type"] = "actions",
            ["elements"] = new JsonArray(
            [
                .. mayApprove ? [Button(ApproveAction, NotificationWords.Approve, "primary")] : Array.Empty<JsonNode>(),
                Button(RejectAction, NotificationWords.Reject, "danger"),
            ]),
        };
    }

    private static string Before(AnalysisRecord record, string? publicUrl) =>
        (record.IsRegression == 1 ? $" · {NotificationWords.Regression}" : "")
        + (record.PreviousId is { } previous && publicUrl is not null
            ? $" · <{publicUrl}/#/analyses/{previous}|{NotificationWords.SeenBefore}>"
            : "");

    private static string StateOf(AnalysisState state) =>
        NotificationWords.GetResourceString($"State{state}", $"{state}");

    private static string Decided(AnalysisRecord record) =>
        record.Current.Decision is not { } decision
            ? ""
            : $" ({(decision.Kind == DecisionKind.Approve ? NotificationWords.Approved : NotificationWords.Rejected)}: "
                + $"{Escape(Short(string.IsNullOrWhiteSpace(decision.By) ? decision.ById ?? "" : decision.By, 100))})";

    private static JsonObject Section(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text, MaxText) },
    };

    private static JsonObject Context(string text) => new()
    {
        ["type"] = "context",
        ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text, 2000) }),
    };

    // Slack's three control characters; what is left cannot mention or link.
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Short(string text, int max) => text.CutTo(max - 1, "…");

    // Escaping may lengthen a text past Slack's limit; the end is dropped then, with any half entity.
    private static string Cut(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var cut = text[..(max - 4)];
        var entity = cut.LastIndexOf('&');
        cut = entity >= 0 && entity > cut.LastIndexOf(';') ? cut[..entity] : cut;
        return text.EndsWith("```", StringComparison.Ordinal) ? cut + "```" : cut + "…";
    }
}
