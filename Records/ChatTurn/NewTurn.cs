namespace OpsFlow.Records.ChatTurn;

/// <summary>A message that is to be answered.</summary>
public sealed record NewTurn(
    string UserId, string SessionId, string ClientId, string Message, string Language, string? Location, string? Model)
{
    /// <summary>How many turns of this message failed: it may be sent again under its own id.</summary>
    public int Attempt { get; init; }

    /// <summary>The picture that was sent with it.</summary>
    public TurnImage? Image { get; init; }

    /// <summary>Of what was sent; null where the id is not the sender's own.</summary>
    public string? RequestHash { get; init; }

    /// <summary>The conversation.</summary>
    public string ConversationId => ChatIds.Of("conversation", UserId, SessionId);

    /// <summary>The turn.</summary>
    public string TurnId =>
        ChatIds.Of(["turn", UserId, SessionId, ClientId, .. Attempt == 0 ? [] : new[] { $"{Attempt}" }]);
}
