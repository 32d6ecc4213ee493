namespace Temporalio.Worker.Tuning;

/// <summary>As many slots as memory and processor allow.</summary>
public sealed class ResourceBasedSlotSupplier : SlotSupplier
{
    /// <summary>Makes a supplier.</summary>
    /// <param name="options">The limits of this kind of work.</param>
    /// <param name="tunerOptions">The aims; suppliers of one tuner share them.</param>
    public ResourceBasedSlotSupplier(
        ResourceBasedSlotSupplierOptions options, ResourceBasedTunerOptions tunerOptions)
    {
        Options = options;
        TunerOptions = tunerOptions;
    }

    /// <summary>The limits of this kind of work.</summary>
    public ResourceBasedSlotSupplierOptions Options { get; }

    /// <summary>The aims.</summary>
    public ResourceBasedTunerOptions TunerOptions { get; }
}
