namespace OpsFlow.Records.ChatTurn;

/// <summary>A picture of a turn.</summary>
/// <param name="Key">Its key in the object store.</param>
/// <param name="Kind"><see cref="Sent"/> or <see cref="Made"/>.</param>
public sealed record TurnImage(string Key, string ContentType, string Kind)
{
    /// <summary>The person sent it.</summary>
    public const string Sent = "sent";

    /// <summary>It was made for the person.</summary>
    public const string Made = "made";
}
