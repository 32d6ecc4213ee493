namespace Temporalio.Common.EnvConfig;

/// <summary>A date, a time or both, as written.</summary>
/// <param name="Text">The text.</param>
internal sealed record TomlTime(string Text);
