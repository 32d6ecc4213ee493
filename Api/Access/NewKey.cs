namespace OpsFlow.Api.Access;

/// <summary>A key that was made now.</summary>
/// <param name="Details">What is kept of it.</param>
/// <param name="Key">The key itself.</param>
internal sealed record NewKey(KeyView Details, string Key);
