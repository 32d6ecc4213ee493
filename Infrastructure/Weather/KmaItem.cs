namespace OpsFlow.Infrastructure.Weather;

/// <summary>A value of an answer.</summary>
/// <param name="Category">As KMA names it: T1H, TMP, POP, ...</param>
/// <param name="At">When it is so, Korean time.</param>
internal sealed record KmaItem(string Category, DateTime At, string Value);
