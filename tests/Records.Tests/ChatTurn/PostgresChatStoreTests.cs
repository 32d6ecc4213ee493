using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.ChatTurn;

[Collection(PostgresCollection.Name)]
public sealed class PostgresChatStoreTests(PostgresCluster cluster) : ChatStoreTestBase
{
    private string? _database;

    [RequiresFact(Counterparts.Postgres)]
    public Task AcceptAsync_MessagesOfAConversation_AreInTheStoresOrderAndOneAtATime() => CheckAcceptAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task AppendTokensAsync_AttemptThatWasTakenOver_WritesNothing() => CheckWritersAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Breaker_FailuresOfManyWorkers_OpenHalfOpenAndClose() => CheckBreakerAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Drafts_NewerExpiredBooked_OnlyTheNewestWaits() => CheckDraftsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Images_SentAndMade_StayWithTheirTurnAndGoWithIt() => CheckImagesAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Images_ThatNeverGotARow_GoAfterADay() => CheckOrphansAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Deliveries_EndOfATurn_AreTriedUntilTheyArriveOrAreGivenUp() => CheckDeliveriesAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Deliveries_ManyToAPlaceThatIsAway_KeepNobodyElseWaiting() => CheckDeliveriesOfManyAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Retention_OldConversation_GoesWithAllThatBelongsToIt() => CheckRetentionAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ListMessagesAsync_ClocksThatDiffer_NeitherSkipNorRepeat() => CheckOrderAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Follow_OnAnotherReplicaDuringAndAfter_IsToldTheSame() => CheckFollowersAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task EndAsync_CallsThatHaveNoResult_GetOne() => CheckOpenCallsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ListMessagesAsync_TenThousandMessages_ReadsOneStretchOfTheIndex() =>
        CheckLongAsync("EXPLAIN", "Index Scan Backward using chat_messages_by_position", "Sort");

    private protected override Database Open() => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = _database ??= cluster.NewDatabase() },
        TimeProvider.System);
}
