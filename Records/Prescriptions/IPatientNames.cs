namespace OpsFlow.Records.Prescriptions;

/// <summary>Names of patients, read from the pharmacy's database when a board shows them and kept nowhere.</summary>
public interface IPatientNames
{
    /// <summary>The name of the patient of a prescription; null when there is none or the database is away.</summary>
    Task<string?> FindAsync(string pharmacy, string serial, CancellationToken cancellationToken);
}
