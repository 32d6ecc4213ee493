using System.Text;
using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ScanChain;

namespace OpsFlow.Activities.Tests.ScanChain;

/// <summary>Outputs of models that see, valid, wrapped, broken and hostile, and what becomes of each.</summary>
public sealed class PictureReaderTests(PictureBench bench) : IClassFixture<PictureBench>
{
    private const string Can =
        """{"category":"금속","subcategory":"캔","item":"맥주캔","material":null,"condition":[],"confidence":0.95}""";

    private static readonly Dictionary<string, Row> s_rows =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ScanChain", "vision.jsonl"))
            .Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<Row>(l, JsonSerializerOptions.Web)!)
            .ToDictionary(r => r.Id);

    public static TheoryData<string> Ids => [.. s_rows.Keys];

    [Fact]
    public void Rows_AreEnoughOfEachKind()
    {
        Assert.True(s_rows.Count >= 60, $"{s_rows.Count} rows");
        foreach (var kind in new[]
        {
            "fenced", "prose", "cut", "many", "class-name", "unknown-class", "confidence-form", "hostile", "hazard",
        })
        {
            Assert.True(s_rows.Values.Count(r => r.Kind == kind) >= 2, kind);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ReadAsync_OutputOfAModel_HasItsOutcome(string id)
    {
        var (row, expected) = (s_rows[id], s_rows[id].Expect);
        bench.Begin((_, _) => row.Output);

        var picture = await bench.ReadAsync();

        // Asked once more, then the other model, then the user.
        string[] asked = expected.Outcome == "ask_again" ? ["main", "main", "spare", "spare"] : ["main"];
        Assert.Equal(asked, bench.Asked);
        Assert.Equal(expected.Outcome != "continue", picture.NeedsInput);
        CheckSeen(picture, expected);

        // As the stages after it do.
        var seen = picture.Seen;
        var catalog = bench.Waste.Rules.Catalog;
        var match = bench.Waste.Rules.Match(
            new(seen.Item, seen.Class, seen.Subclass, seen.Material, seen.Conditions));
        var reward = new RewardRules().Decide(seen, match, catalog);
        Assert.Equal(reward.Character is null ? 0 : match!.Points, reward.Points);
        Assert.False(picture.NeedsInput && reward.Character is not null, "what the user is asked about is no reward");
        if (expected.Rewarded is { } rewarded)
        {
            Assert.Equal(rewarded, reward.Character is not null);
        }

        if (expected.Hazardous == true)
        {
            Assert.True(match!.Item.Hazardous);
            Assert.NotEmpty(match.Instructions[0].Sources);
        }
    }

    [Fact]
    public async Task ReadAsync_RepairedAnswer_IsTakenWithoutTheOtherModel()
    {
        bench.Begin((_, number) => number == 0 ? Can[..40] : Can);

        var picture = await bench.ReadAsync();

        Assert.Equal(["main", "main"], bench.Asked);
        Assert.Equal(("금속", false), (picture.Seen.Class, picture.NeedsInput));
    }

    [Fact]
    public async Task ReadAsync_FirstModelOfNoUse_TakesTheAnswerOfTheOtherAndSaysSo()
    {
        bench.Begin((model, _) => model == "main" ? "I cannot see that." : Can);

        var picture = await bench.ReadAsync();

        Assert.Equal(["main", "main", "spare"], bench.Asked);
        Assert.Equal(("금속", "spare", false), (picture.Seen.Class, picture.Model, picture.NeedsInput));
        Assert.Contains("main", picture.Notice);
    }

    [Fact]
    public async Task ReadAsync_FirstModelAway_AsksTheOtherAtOnce()
    {
        bench.Begin((model, _) => model == "main"
            ? throw new ModelException(ModelFailure.Unavailable, "It is away.")
            : Can);

        var picture = await bench.ReadAsync();

        Assert.Equal(["main", "spare"], bench.Asked);
        Assert.Equal(("금속", "spare", false), (picture.Seen.Class, picture.Model, picture.NeedsInput));
        Assert.Contains("main", picture.Notice);
    }

    [Theory]
    [InlineData("ko", "따로 촬영")]
    [InlineData("en", "by itself")]
    public async Task WriteAsync_MoreThanOneThing_MentionsTheOthersInTheUsersLanguage(string language, string words)
    {
        bench.Begin((_, _) => s_rows["VJ23"].Output);
        var picture = await bench.ReadAsync();
        var scan = new ScanRecord { Language = language };
        var match = bench.Waste.Rules.Match(new(picture.Seen.Item, picture.Seen.Class, picture.Seen.Subclass));

        // A model that words nothing of use does not hide it.
        var answer = await bench.Answers.WriteAsync(scan, picture, match, default);

        Assert.Contains("은박 뚜껑", answer.Notice);
        Assert.Contains(words, answer.Notice);
        using var spoken = Language.Use(language);
        Assert.Contains(words, (await bench.ReadAsync()).Notice);
    }

    private static void CheckSeen(SeenPicture picture, Expected expected)
    {
        var seen = picture.Seen;
        if (expected.Outcome == "ask_again")
        {
            Assert.Null(seen.Class);
            Assert.Equal("nobody", picture.By);
            Assert.Contains("spare", picture.Notice);
            return;
        }

        Assert.Equal("main", picture.Model);
        Assert.Equal(expected.Category?.Normalize(NormalizationForm.FormC), seen.Class);
        Assert.True(seen.Item.Length <= 200 && seen.Conditions.Count <= 10);
        if (expected.Subcategory is { } subcategory)
        {
            Assert.Equal(subcategory, seen.Subclass);
        }

        if (expected.Confidence is { } confidence)
        {
            Assert.Equal(confidence, seen.Confidence, 6);
        }

        Assert.Equal(expected.Others ?? [], picture.Others ?? []);
        Assert.All(picture.Others ?? [], o => Assert.Contains(o, picture.Notice));
    }

    private sealed record Row(string Id, string Kind, string Output, Expected Expect);

    private sealed record Expected(
        string Outcome, string? Category, string? Subcategory, double? Confidence, bool? Rewarded, bool? Hazardous,
        string[]? Others);
}
