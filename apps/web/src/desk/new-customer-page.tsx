import { Button, Checkbox, Fieldset, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useRegisterCustomer } from './desk-api.js';
import { DeskPage, DeskProblem } from './desk-page.js';

const empty = {
  nationalId: '',
  givenName: '',
  familyName: '',
  hasAccount: true,
  hasOnlineBanking: true,
};

/** Makes a customer relation: who it is, and what they have at the bank. */
export function NewCustomerPage() {
  const { t } = useTranslation();
  return (
    <DeskPage title={t('bankDesk.register.title')} lead={t('bankDesk.register.lead')} width="narrow">
      {(officer) =>
        officer.roles.includes('clerk') ? (
          <RegisterForm />
        ) : (
          <Paragraph>{t('bankDesk.customer.lookOnly')}</Paragraph>
        )
      }
    </DeskPage>
  );
}

function RegisterForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const register = useRegisterCustomer();
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const nationalId = form.nationalId.replace(/\s/g, '');
  const wrong = {
    nationalId: /^\d{11}$/.test(nationalId) ? undefined : t('bankDesk.register.nationalIdInvalid'),
    givenName: form.givenName.trim() === '' ? t('bankDesk.needed') : undefined,
    familyName: form.familyName.trim() === '' ? t('bankDesk.needed') : undefined,
  };
  const isReady = Object.values(wrong).every((words) => words === undefined);
  const field = (name: keyof typeof wrong) => ({
    label: t(`bankDesk.register.${name}`),
    autoComplete: 'off',
    value: form[name],
    error: tried ? wrong[name] : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  const box = (name: 'hasAccount' | 'hasOnlineBanking') => (
    <Checkbox
      label={t(`bankDesk.register.${name}`)}
      checked={form[name]}
      value={name}
      onChange={(event) => setForm({ ...form, [name]: event.currentTarget.checked })}
    />
  );
  return (
    <>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isReady) return;
          register.mutate(
            { ...form, nationalId },
            { onSuccess: ({ id }) => void navigate(`/bank-desk/customers/${id}`) },
          );
        }}
      >
        <Textfield
          {...field('nationalId')}
          className="field-short"
          description={t('bankDesk.register.nationalIdHint')}
          inputMode="numeric"
        />
        <Textfield {...field('givenName')} maxLength={100} />
        <Textfield {...field('familyName')} maxLength={100} />
        <Fieldset>
          <Fieldset.Legend>{t('bankDesk.register.has')}</Fieldset.Legend>
          {box('hasAccount')}
          {box('hasOnlineBanking')}
        </Fieldset>
        <div>
          <Button type="submit" loading={register.isPending}>
            {t('bankDesk.register.button')}
          </Button>
        </div>
      </form>
      {register.isError && <DeskProblem error={register.error} />}
    </>
  );
}
