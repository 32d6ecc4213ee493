namespace Temporalio.Worker.Tuning;

/// <summary>A slot handed out by a <see cref="CustomSlotSupplier"/>.</summary>
public class SlotPermit
{
    /// <summary>Makes a slot.</summary>
    public SlotPermit()
    {
    }

    /// <summary>Makes a slot.</summary>
    /// <param name="data">Whatever the supplier wants to find again.</param>
    public SlotPermit(object data) => UserData = data;

    /// <summary>Whatever the supplier wants to find again.</summary>
    public object? UserData { get; init; }
}
