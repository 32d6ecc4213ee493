namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>A page that was found. What it says is a stranger's.</summary>
/// <param name="Url">http or https; nothing here ever fetches it.</param>
public sealed record WebHit(string Title, Uri Url, string Text);
