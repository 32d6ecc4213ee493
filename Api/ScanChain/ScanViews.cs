using System.Text.Json;
using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>The answer to a request for a scan.</summary>
internal sealed record ScanAccepted(string JobId, string Events, ScanState Status);

/// <summary>A scan in a list.</summary>
internal sealed record ScanSummary(
    string JobId, string UserId, ScanState Status, int Attempt, string? Detail, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt);

/// <summary>A page of scans.</summary>
internal sealed record ScanPage(IEnumerable<ScanSummary> Items, string? NextCursor);

/// <summary>A stage with its times.</summary>
internal sealed record StageView(string Stage, DateTimeOffset BeganAt, DateTimeOffset EndedAt, double Milliseconds);

/// <summary>A reward, and which of its writes are saved, pending or parked.</summary>
internal sealed record RewardView(
    string? Id, CharacterView? Character, int Points, string Reason, string? MatchedBy,
    IReadOnlyDictionary<string, string> Writes);

/// <summary>A scan with all that was found.</summary>
internal sealed record ScanDetail(
    string JobId, string UserId, ScanState Status, int Attempt, string? Detail, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt, string? Image, SeenPicture? Vision, ScanAnswer? Answer, RewardView? Reward,
    IEnumerable<StageView> Stages);

/// <summary>A character.</summary>
internal sealed record CharacterView(
    string Id, string Name, string NameKo, string NameEn, string Class, string Line, string Picture, bool IsDefault);

/// <summary>All characters.</summary>
internal sealed record CharacterList(IEnumerable<CharacterView> Items);

/// <summary>A character that a user owns.</summary>
internal sealed record OwnedCharacterView(CharacterView Character, string? ScanId, DateTimeOffset? ObtainedAt);

/// <summary>A user's characters.</summary>
internal sealed record OwnedCharacterList(IEnumerable<OwnedCharacterView> Items);

/// <summary>A user's points.</summary>
internal sealed record PointsView(string UserId, long Total, long Scans);

/// <summary>Makes them.</summary>
internal static class ScanViews
{
    public static ScanSummary Summary(ScanRecord scan) => new(
        scan.Id, scan.UserId, scan.State, scan.Attempt, LostRun.InWords(scan.Detail), At(scan.CreatedAt),
        scan.EndedAt is { } ended ? At(ended) : null);

    public static CharacterView Of(WasteCharacter character, string language) => new(
        character.Id, character.Name.In(language), character.Name.Ko, character.Name.En, character.Class,
        character.Line.In(language), $"/api/v1/characters/{character.Id}/picture", character.Default);

    public static StageView Of(StageRecord stage) => new(
        stage.Stage, At(stage.BeganAt), At(stage.EndedAt), stage.EndedAt - stage.BeganAt);

    public static T? Find<T>(IEnumerable<StageRecord> stages, string name)
        where T : class => stages.FirstOrDefault(s => s.Stage == name) is { } stage
            ? JsonSerializer.Deserialize<T>(stage.Data, EventJson.Options)
            : null;

    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
