namespace Temporalio.Client;

/// <summary>What this library calls itself to servers and in histories.</summary>
internal static class SdkInfo
{
    /// <summary>A name of its own: flags steer replay, the name only informs.</summary>
    public const string Name = "temporal-dotnet-managed";

    public static string Version { get; } = typeof(SdkInfo).Assembly.GetName().Version?.ToString() ?? "0.0.0.0";
}
