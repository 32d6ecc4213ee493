namespace OpsFlow.Records.ChatTurn;

/// <summary>What became of a message that came in.</summary>
public enum AcceptOutcome
{
    /// <summary>It is stored, and its turn is to be started.</summary>
    Accepted,

    /// <summary>It was stored before.</summary>
    Known,

    /// <summary>Another turn of the conversation is under way.</summary>
    Busy,
}
