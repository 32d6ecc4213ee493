namespace Temporalio.Worker.Tuning;

/// <summary>Decides how much of one kind of work may run at once.</summary>
public abstract class SlotSupplier
{
    private protected SlotSupplier()
    {
    }
}
