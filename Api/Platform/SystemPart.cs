namespace OpsFlow.Api.Platform;

/// <summary>A part of the installation and how it does.</summary>
/// <param name="Name">engine, store, models, slack, slack-replies, github-webhook, links or tests.</param>
/// <param name="State">ok, down, or off when it is not configured.</param>
/// <param name="Detail">What it is, or what is wrong with it.</param>
/// <param name="Variable">The variable that configures it.</param>
internal sealed record SystemPart(string Name, string State, string? Detail, string? Variable);
