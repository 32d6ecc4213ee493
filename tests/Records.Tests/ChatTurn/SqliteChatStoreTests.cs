using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Tests.ChatTurn;

public sealed class SqliteChatStoreTests : ChatStoreTestBase
{
    [Fact]
    public Task AcceptAsync_MessagesOfAConversation_AreInTheStoresOrderAndOneAtATime() => CheckAcceptAsync();

    [Fact]
    public Task AppendTokensAsync_AttemptThatWasTakenOver_WritesNothing() => CheckWritersAsync();

    [Fact]
    public Task Breaker_FailuresOfManyWorkers_OpenHalfOpenAndClose() => CheckBreakerAsync();

    [Fact]
    public Task Drafts_NewerExpiredBooked_OnlyTheNewestWaits() => CheckDraftsAsync();

    [Fact]
    public Task Images_SentAndMade_StayWithTheirTurnAndGoWithIt() => CheckImagesAsync();

    [Fact]
    public Task Images_ThatNeverGotARow_GoAfterADay() => CheckOrphansAsync();

    [Fact]
    public Task Deliveries_EndOfATurn_AreTriedUntilTheyArriveOrAreGivenUp() => CheckDeliveriesAsync();

    [Fact]
    public Task Deliveries_ManyToAPlaceThatIsAway_KeepNobodyElseWaiting() => CheckDeliveriesOfManyAsync();

    [Fact]
    public Task Retention_OldConversation_GoesWithAllThatBelongsToIt() => CheckRetentionAsync();

    [Fact]
    public Task ListMessagesAsync_ClocksThatDiffer_NeitherSkipNorRepeat() => CheckOrderAsync();

    [Fact]
    public Task Follow_OnAnotherReplicaDuringAndAfter_IsToldTheSame() => CheckFollowersAsync();

    [Fact]
    public Task EndAsync_CallsThatHaveNoResult_GetOne() => CheckOpenCallsAsync();

    [Fact]
    public Task ListMessagesAsync_TenThousandMessages_ReadsOneStretchOfTheIndex() =>
        CheckLongAsync(
            "EXPLAIN QUERY PLAN", "SEARCH chat_messages USING INDEX chat_messages_by_position", "TEMP B-TREE");

    private protected override Database Open() =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
}
