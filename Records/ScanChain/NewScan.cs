namespace OpsFlow.Records.ScanChain;

/// <summary>A scan that is asked for. Its picture is stored.</summary>
/// <param name="Id">Made of user and idempotency key, or new.</param>
/// <param name="RequestHash">Of what was sent under the key; null without one.</param>
public sealed record NewScan(
    string Id, string UserId, string Image, string ImageType, string Language, string? Hint, string? Model,
    string? Location, string? RequestHash = null);
