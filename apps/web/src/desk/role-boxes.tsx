import { Checkbox, Fieldset } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useTranslation } from 'react-i18next';

/** An auditor is nothing else, and everybody is something: the rule that the rooms hold too. */
export function rolesFit(roles: readonly desk.Role[]): boolean {
  return roles.length > 0 && (!roles.includes('auditor') || roles.length === 1);
}

/** The roles that an officer is to have. */
export function RoleBoxes({
  roles,
  onChange,
}: {
  roles: readonly desk.Role[];
  onChange: (roles: readonly desk.Role[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <Fieldset>
      <Fieldset.Legend>{t('bankDesk.officers.roles')}</Fieldset.Legend>
      <Fieldset.Description>{t('bankDesk.officers.rolesHint')}</Fieldset.Description>
      {desk.role.options.map((role) => (
        <Checkbox
          key={role}
          value={role}
          label={t(`bankDesk.roles.${role}`)}
          description={t(`bankDesk.officers.about.${role}`)}
          checked={roles.includes(role)}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [...roles, role] : roles.filter((held) => held !== role))
          }
        />
      ))}
    </Fieldset>
  );
}
