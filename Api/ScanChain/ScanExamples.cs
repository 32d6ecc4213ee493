using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Domain.Waste.Vision;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>Examples for the documentation, of the very types that are answered.</summary>
internal static class ScanExamples
{
    /// <summary>An event of a scan's stream.</summary>
    public const string Event =
        "id: 11\nevent: stage\ndata: {\"seq\":11,\"stage\":\"Vision\",\"status\":\"completed\"}\n\n";

    private const string Id = "01990c3e8a7f7d0c9b1e2f3a4b5c6d7e";
    private const string User = "key:mobile";

    private static readonly DateTimeOffset s_at = new(2026, 3, 11, 1, 0, 0, TimeSpan.Zero);

    public static object Request { get; } = new
    {
        image = "/9j/4AAQSkZJRgABAQAAAQABAAD...", hint = "물병", model = "gemini", language = "ko",
        location = "37.5665,126.9780",
    };

    public static object Form { get; } = new
    {
        image = "(the file)", hint = "물병", model = "gemini", language = "ko", location = "37.5665,126.9780",
    };

    public static object Label { get; } = new { label = "투명 페트병" };

    public static ScanAccepted Accepted(ScanState state) => new(Id, $"/api/v1/scans/{Id}/events", state);

    public static ScanPage Page { get; } =
        new([new(Id, User, ScanState.Done, 1, null, s_at, s_at.AddSeconds(9))], null);

    public static CharacterView Character { get; } = new(
        "petty", "페티", "페티", "Petty", "플라스틱", "라벨을 떼면 더 반짝여요!", "/api/v1/characters/petty/picture", false);

    public static CharacterList Characters { get; } = new([Character]);

    public static OwnedCharacterList Owned { get; } = new([new(Character, Id, s_at.AddSeconds(9))]);

    public static PointsView Points { get; } = new(User, 10, 1);

    public static object ToEvaluate { get; } = new
    {
        category = "플라스틱", subcategory = "PET", item = "생수병", material = "PET", condition = new[] { "라벨 있음" },
        confidence = 0.93,
    };

    public static RewardDecision Decision { get; } = new("petty", 10, "플라스틱: 올바르게 분류했습니다.", "subclass");

    public static ScanDetail Detail { get; } = new(
        Id, User, ScanState.Done, 1, null, s_at, s_at.AddSeconds(9), "/api/v1/objects/CfDJ8...",
        new(
            new Classification("플라스틱", "PET", "생수병", "PET", ["라벨 있음"], 0.93), "model", "gemini-3-flash", null,
            false, []),
        new(
            "플라스틱", "투명PET", "투명 페트병", true, false,
            [new("라벨을 뗀다.", "item:pet-clear-bottle", ["https://me.go.kr/"])], 10,
            "투명 페트병: 플라스틱으로 배출합니다."),
        new(
            "5c9d7a52-3b1f-5d63-9a64-0a7f6f1c2d3e", Character, 10, "플라스틱: 올바르게 분류했습니다.", "subclass",
            new Dictionary<string, string>
            {
                ["reward"] = "saved", ["ownership"] = "saved", ["collection"] = "saved",
            }),
        [
            new("Vision", s_at, s_at.AddSeconds(5), 5000), new("Rule", s_at.AddSeconds(5), s_at.AddSeconds(5), 3),
            new("Answer", s_at.AddSeconds(5), s_at.AddSeconds(9), 3700),
            new("Reward", s_at.AddSeconds(9), s_at.AddSeconds(9), 4),
        ]);
}
