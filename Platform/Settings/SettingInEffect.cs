namespace OpsFlow.Platform.Settings;

/// <summary>A setting as the process uses it, for people who look up what is set.</summary>
/// <param name="Variable">The environment variable that sets it.</param>
/// <param name="Value">What it is; null for secrets and for what has no value.</param>
/// <param name="IsSet">False where it is the default.</param>
/// <param name="IsSecret">Only whether it is set is told.</param>
public sealed record SettingInEffect(string Variable, string? Value, bool IsSet, bool IsSecret);
