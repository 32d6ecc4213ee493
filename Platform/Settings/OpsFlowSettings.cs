namespace OpsFlow.Platform.Settings;

/// <summary>Settings shared by the worker and the API. Read once at start from the environment.</summary>
public sealed record OpsFlowSettings
{
    /// <summary>Folder of the store, the keys and working files (<c>OPSFLOW_DATA</c>). Default <c>data</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where people reach the console (<c>OPSFLOW_PUBLIC_URL</c>), without a slash at the end; null leaves
    /// links out.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Address of an OpenAI-compatible endpoint (<c>OPSFLOW_LLM_URL</c>); null analyses by rules.</summary>
    public Uri? ModelUrl { get; init; }

    /// <summary>The model to ask there (<c>OPSFLOW_LLM_MODEL</c>).</summary>
    public string? Model { get; init; }

    /// <summary>The key for the endpoint (<c>OPSFLOW_LLM_API_KEY</c>).</summary>
    public string? ModelApiKey { get; init; }

    /// <summary>How many analyses' steps run at once on this worker (<c>OPSFLOW_ACTIVITY_SLOTS</c>), 1 to 200. Default 4.</summary>
    public int ActivitySlots { get; init; } = 4;

    /// <summary>Reads the environment.</summary>
    /// <param name="read">Reads a variable; null or empty means unset.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArgumentException">A variable has a value that cannot be used; all faults are named.</exception>
    public static OpsFlowSettings FromEnvironment(Func<string, string?> read)
    {
        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;
        var faults = new List<string>();
        Uri? modelUrl = null;
        if (Read("OPSFLOW_LLM_URL") is { } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out modelUrl) || modelUrl.Scheme is not ("http" or "https")))
        {
            faults.Add("OPSFLOW_LLM_URL must be an http or https URL");
        }

        if (modelUrl is not null && Read("OPSFLOW_LLM_MODEL") is null)
        {
            faults.Add("OPSFLOW_LLM_MODEL is required with OPSFLOW_LLM_URL");
        }

        var slots = 4;
        if (Read("OPSFLOW_ACTIVITY_SLOTS") is { } text && (!int.TryParse(text, out slots) || slots is < 1 or > 200))
        {
            faults.Add("OPSFLOW_ACTIVITY_SLOTS must be 1 to 200");
        }

        return faults.Count > 0
            ? throw new ArgumentException(string.Join("; ", faults))
            : new OpsFlowSettings
            {
                DataFolder = Path.GetFullPath(Read("OPSFLOW_DATA") ?? "data"),
                PublicUrl = Read("OPSFLOW_PUBLIC_URL")?.TrimEnd('/'),
                ModelUrl = modelUrl,
                Model = Read("OPSFLOW_LLM_MODEL"),
                ModelApiKey = Read("OPSFLOW_LLM_API_KEY"),
                ActivitySlots = slots,
            };
    }
}
