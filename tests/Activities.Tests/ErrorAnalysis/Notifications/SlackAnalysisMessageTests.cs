using System.Text.Json.Nodes;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Notifications;

public sealed class SlackAnalysisMessageTests
{
    private static readonly string s_hash = new('b', 64);

    private static readonly AnalysisRecord Record = new()
    {
        Id = new string('a', 32),
        ServerName = "shop",
        State = AnalysisState.AwaitingApproval,
        ErrorType = "System.Exception",
        Message = "<!channel> & <script>",
        Occurrences = 3,
        Current = new AnalysisRound
        {
            Result = new AnalysisResult
            {
                Analyzer = "rules",
                RootCause = new string('&', 5000),
                Confidence = 0.5,
                Severity = AnalysisSeverity.High,
                Evidence =
                    [.. Enumerable.Range(
                        0, 20).Select(i => new AnalysisEvidence($"f{i}.cs", i + 1, i + 2, "M", "code", "why"))],
            },
            Prepared = new PreparedPatch(
                new Patch("c", [], string.Concat(Enumerable.Repeat("+ <b>&&&</b>\n", 2000)), s_hash),
                s_hash,
                new VerificationResult(
                    VerificationOutcome.Proven, "The test command fails without the fix and passes with it.")),
        },
    };

    [Theory]
    [InlineData("en", "Approve")]
    [InlineData("ko", "승인")]
    public void Create_AwaitingApproval_HasButtonsThatCarryAnalysisAndPatch(string locale, string approve)
    {
        var buttons = Buttons(SlackAnalysisMessage.Create(WithDiff("+ a\n"), locale, null, isReminder: false));
        Assert.Equal(2, buttons.Count);
        Assert.Equal(approve, buttons[0]!["text"]!["text"]!.ToString());
        Assert.Equal($"{Record.Id}:{s_hash}", buttons[0]!["value"]!.ToString());
    }

    [Theory]
    [InlineData(2300, "+ plain\n")]
    [InlineData(1500, "+ <&>\n")]
    public void Create_ChangeThatIsCut_IsNotApprovedHere(int length, string line)
    {
        var diff = string.Concat(Enumerable.Repeat(line, length / line.Length));
        var message = SlackAnalysisMessage.Create(WithDiff(diff), "en", null, isReminder: false);
        Assert.Equal("Reject", Assert.Single(Buttons(message))!["text"]!["text"]!.ToString());
        Assert.Contains(Texts(message.Blocks), t => t.Contains("too long to be shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_BuildScript_IsPointedAt()
    {
        var message = SlackAnalysisMessage.Create(
            WithDiff("+ a\n", "app/pom.xml"), "en", null, isReminder: false);
        Assert.Contains(
            Texts(message.Blocks), t => t.StartsWith("app/pom.xml decides how", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_CameBackAfterTheMerge_SaysSoWithALink()
    {
        var record = WithDiff("+ a\n");
        (record.PreviousId, record.IsRegression) = ("earlier", 1);
        var texts = string.Join(
            '\n', Texts(SlackAnalysisMessage.Create(record, "en", "https://o.example", isReminder: false).Blocks));
        Assert.Contains("Regression", texts, StringComparison.Ordinal);
        Assert.Contains("<https://o.example/#/analyses/earlier|Seen before>", texts, StringComparison.Ordinal);
    }

    [Fact]
    public void Redacted_SecretThatACutGoesThrough_LeavesNoPartOfIt()
    {
        var token = "ghp_" + new string('s', 36);
        var record = WithDiff(new string('x', 2180) + $" token={token}\n");
        record.Message = new string('m', 480) + $" {token}";
        record.Detail = new string('d', 985) + $" {token}";
        record.State = AnalysisState.Failed;
        var message = SlackAnalysisMessage.Create(record.Redacted(new()), "en", null, isReminder: false);
        Assert.DoesNotContain(Texts(message.Blocks), t => t.Contains("ghp_", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_HostileTexts_CannotMentionOrLink()
    {
        var texts = string.Join("\n", Texts(Create("en").Blocks));
        Assert.DoesNotContain("<!channel>", texts);
        Assert.Contains("&lt;!channel&gt; &amp; &lt;script&gt;", texts);
    }

    [Fact]
    public void Create_LongTexts_StayWithinSlacksLimits()
    {
        var message = Create("en");
        Assert.InRange(message.Blocks.Count, 1, 50);
        foreach (var block in message.Blocks)
        {
            var limit = block!["type"]!.ToString() == "header" ? 150 : 3000;
            Assert.All(Texts(block), t => Assert.InRange(t.Length, 1, limit));
        }
    }

    private static SlackMessage Create(string locale) =>
        SlackAnalysisMessage.Create(Record, locale, "https://opsflow.example.org", isReminder: false);

    private static AnalysisRecord WithDiff(string diff, string path = "a.cs") => new()
    {
        Id = Record.Id,
        ServerName = "shop",
        State = AnalysisState.AwaitingApproval,
        ErrorType = "E",
        Current = new AnalysisRound
        {
            Prepared = new PreparedPatch(
                new Patch("c", [new PatchedFile(path, "a", PatchMatch.Exact)], diff, s_hash), s_hash, null),
        },
    };

    private static JsonArray Buttons(SlackMessage message) =>
        message.Blocks.Single(b => b!["type"]!.ToString() == "actions")!["elements"]!.AsArray();

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "text" && p.Value is JsonValue v ? [v.ToString()] : Texts(p.Value)),
        JsonArray a => a.SelectMany(Texts),
        _ => [],
    };
}
