namespace Temporalio.Client;

/// <summary>From which size on payloads are warned of. The server has limits of its own beyond these.</summary>
public class PayloadLimitsOptions : ICloneable
{
    private const int DefaultPayloadsWarnSize = 512 * 1024;
    private const int DefaultMemoWarnSize = 2 * 1024;

    /// <summary>The size of the payloads of one field, in bytes; 0 for no warning. Default 512 KiB.</summary>
    public int PayloadsWarnSize { get; set; } = DefaultPayloadsWarnSize;

    /// <summary>The size of a memo, in bytes; 0 for no warning. Default 2 KiB.</summary>
    public int MemoWarnSize { get; set; } = DefaultMemoWarnSize;

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
