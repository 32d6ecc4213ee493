namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>What a step of a random program does. Each has one outcome only, whatever the timing.</summary>
public enum StepKind
{
    // What is short.
    Sleep,
    Activity,
    FatalActivity,
    HangingActivity,
    UnwantedActivity,
    LocalActivity,
    FatalLocalActivity,
    Child,
    SignalledChild,
    RivalChild,
    PokingChild,
    SignalSelf,
    CancelSelf,
    SignalNobody,
    CancelNobody,
    WaitInVain,
    UpsertMemo,
    UpsertAttribute,
    Patch,
    Draw,
    Fail,

    // What has no end unless it is canceled.
    SleepLong,
    EndlessActivity,
    EndlessLocalActivity,
    EndlessChild,
    WaitForever,

    // What is made of others.
    Sequence,
    Parallel,
    OneByOne,
    CancelLater,
    Race,
    Catch,
    CleanUp,
}
