using System.Runtime.InteropServices;

namespace Temporalio.Client;

/// <summary>Part of the official interface; the managed library has no native client.</summary>
public interface IBridgeClientProvider
{
    /// <summary>Always null here.</summary>
    SafeHandle? BridgeClient { get; }
}
